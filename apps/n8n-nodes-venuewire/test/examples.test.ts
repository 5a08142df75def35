import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NodeHelpers, type INode, type INodeParameters, type INodeType } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { Collective2 } from '../nodes/Collective2/Collective2.node.ts';
import { Collective2Trigger } from '../nodes/Collective2/Collective2Trigger.node.ts';
import { Outpoll } from '../nodes/Outpoll/Outpoll.node.ts';
import { OutpollTrigger } from '../nodes/Outpoll/OutpollTrigger.node.ts';
import { RocketFi } from '../nodes/RocketFi/RocketFi.node.ts';
import { RocketFiTrigger } from '../nodes/RocketFi/RocketFiTrigger.node.ts';

interface Example {
  readonly name: string;
  readonly nodes: readonly INode[];
  readonly connections: Readonly<
    Record<string, { main: readonly (readonly { readonly node: string }[])[] }>
  >;
}

const prefix = 'n8n-nodes-venuewire.';
const own = new Map<string, INodeType>(
  [
    new Collective2(),
    new Collective2Trigger(),
    new Outpoll(),
    new OutpollTrigger(),
    new RocketFi(),
    new RocketFiTrigger(),
  ].map((nodeType) => [prefix + nodeType.description.name, nodeType]),
);

const folder = join(import.meta.dirname, '../examples');
const examples = globSync('*.json', { cwd: folder }).map(
  (file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example] as const,
);

it('there is an example for each venue', () => {
  const types = examples.flatMap(([, { nodes }]) => nodes.map(({ type }) => type));
  const triggers = [...own].filter(([, { description }]) => description.group.includes('trigger'));
  expect(types).toEqual(expect.arrayContaining(triggers.map(([type]) => type)));
});

it.each(examples)('n8n knows every parameter of its nodes: %s', (_, { nodes }) => {
  const used = nodes.filter(({ type }) => type.startsWith(prefix));
  expect(used.length).toBeGreaterThan(0);
  for (const node of used) {
    const description = own.get(node.type)?.description;
    if (!description) throw new Error(`There is no node ${node.type}.`);
    const { properties } = description;
    const known = NodeHelpers.getNodeParameters(
      properties,
      node.parameters,
      true,
      false,
      node,
      description,
    );
    expect(known).toMatchObject(node.parameters satisfies INodeParameters);
    expect(node).not.toHaveProperty('credentials');
  }
});

it.each(examples)('its connections lead from node to node: %s', (_, { nodes, connections }) => {
  const names = nodes.map(({ name }) => name);
  const targets = Object.values(connections).flatMap(({ main }) =>
    main.flatMap((links) => links.map(({ node }) => node)),
  );
  expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...targets]));
});
