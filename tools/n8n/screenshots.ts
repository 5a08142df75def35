// The pictures of the app's README: `npm run n8n:screenshots`. Needs a Chromium.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../workspace.mjs';
import { openBrowser, type Browser, type Page } from './browser.ts';
import { until } from './check.ts';
import { exampleFiles, importExample } from './examples.ts';
import { folder, installN8n, installNodes } from './installation.ts';
import { openMarket } from './market.ts';
import { N8nApi, owner, type SavedWorkflow } from './n8n-api.ts';
import { N8nProcess } from './n8n-process.ts';

const target = join(root, 'apps/n8n-nodes-venuewire/pictures');

async function signIn(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1180, height: 640 },
    colorScheme: 'light',
  });
  await page.goto(`${url}/signin`);
  await page.fill('input[name=emailOrLdapLoginId]', owner.email);
  await page.fill('input[name=password]', owner.password);
  await page.click('[data-test-id=form-submit-button]');
  await page.waitForTimeout(4_000);
  return page;
}

/** The canvas of a workflow, and the panels of its own nodes. */
async function photograph(
  page: Page,
  url: string,
  { id, nodes }: SavedWorkflow,
  name: string,
): Promise<void> {
  await page.goto(`${url}/workflow/${id}`);
  await page.waitForSelector('[data-test-id=canvas-node]');
  await page.waitForTimeout(3_000);
  await page.screenshot({ path: join(target, `${name}-canvas.png`) });
  const own = nodes.filter(({ type }) => type.startsWith('n8n-nodes-venuewire.'));
  for (const node of own) {
    await page
      .locator('[data-test-id=canvas-node]')
      .filter({ hasText: node.name })
      .first()
      .dblclick();
    await page.waitForTimeout(3_000);
    const kind = node.type.endsWith('Trigger') ? 'trigger' : 'action';
    await page.screenshot({ path: join(target, `${name}-${kind}.png`) });
    await page.keyboard.press('Escape');
    await page.waitForTimeout(1_000);
  }
}

const bin = await installN8n();
const home = join(folder, 'screenshots');
await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
await mkdir(target, { recursive: true });
await installNodes(home);
await using market = await openMarket();
const n8n = await N8nProcess.create(bin, home);
const browser = await openBrowser();
try {
  await n8n.start();
  const api = new N8nApi(n8n.url);
  await api.setUpOwner();
  await api.createApiKey();
  const credentials = await market.createCredentials(api);
  const published: string[] = [];
  const page = await signIn(browser, n8n.url);
  for (const file of exampleFiles) {
    const workflow = await importExample(api, file, credentials);
    await photograph(page, n8n.url, workflow, file.split('-')[0] ?? file);
    await api.publish(workflow);
    published.push(workflow.id);
  }
  await until('executions are there', async () => {
    market.step();
    const runs = await Promise.all(published.map((id) => api.executions(id)));
    return runs.flat().length > 12 && runs.every(({ length }) => length > 0);
  });
  await page.goto(`${n8n.url}/home/executions`);
  await page.waitForTimeout(4_000);
  await page.screenshot({ path: join(target, 'executions.png') });
} finally {
  await browser.close();
  await n8n.stop();
}
