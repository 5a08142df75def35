import { libraries, workspaces, type Workspace } from '../../workspace.mjs';

/** Every package that is none of these is a venue: a new venue needs no line here. */
const FOUNDATIONS = ['core', 'signing', 'simulator'] as const;

export type Layer = (typeof FOUNDATIONS)[number] | 'venue' | 'app';

export function layerOf(directory: string): Layer {
  const [place, name] = directory.split('/');
  if (place === 'apps') return 'app';
  return FOUNDATIONS.find((foundation) => foundation === name) ?? 'venue';
}

export function venues(): Workspace[] {
  return libraries().filter(({ directory }) => layerOf(directory) === 'venue');
}

/** What the shipped code of a layer may use of the workspace. */
const MAY_USE: Record<Layer, readonly Layer[]> = {
  core: [],
  signing: [],
  venue: ['core', 'signing'],
  // It writes frames from its own literals, so that a field that is misread cannot pass on both sides.
  simulator: ['signing'],
  app: ['core', 'signing', 'venue'],
};

/** The one app that shows the venues without having any of them. */
const SHOWS_THE_SIMULATOR = 'apps/sample';

export function mayUse(user: string, used: string): boolean {
  if (user === SHOWS_THE_SIMULATOR && layerOf(used) === 'simulator') return true;
  return MAY_USE[layerOf(user)].includes(layerOf(used));
}

/** Tests may talk to the simulator too; but nothing that it is itself built on may, which would close a circle. */
export function mayTestWith(user: string, used: string): boolean {
  const isSimulatorsGround = ['simulator', ...MAY_USE.simulator].includes(layerOf(user));
  return mayUse(user, used) || (layerOf(used) === 'simulator' && !isSimulatorsGround);
}

/** The workspace package that an import names, e.g. that of `@venuewire/core/node`. */
export function packageOf(specifier: string): Workspace | undefined {
  return workspaces().find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
}
