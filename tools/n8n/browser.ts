import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { folder, run } from './installation.ts';

/** What of playwright-core is used here: it is installed beside n8n, and not in the workspace. */
interface Playwright {
  readonly chromium: {
    launch(options: {
      executablePath: string;
      headless: boolean;
      args: readonly string[];
    }): Promise<Browser>;
  };
}

export interface Browser {
  newPage(options: {
    viewport: { width: number; height: number };
    colorScheme?: 'light' | 'dark';
  }): Promise<Page>;
  close(): Promise<void>;
}

export interface Page {
  goto(url: string): Promise<unknown>;
  fill(selector: string, text: string): Promise<void>;
  click(selector: string): Promise<void>;
  waitForSelector(selector: string): Promise<unknown>;
  waitForTimeout(milliseconds: number): Promise<void>;
  locator(selector: string): Locator;
  readonly keyboard: { press(key: string): Promise<void> };
  screenshot(options: { path: string }): Promise<unknown>;
  close(): Promise<void>;
}

interface Locator {
  first(): Locator;
  filter(options: { hasText: string }): Locator;
  click(): Promise<void>;
  dblclick(): Promise<void>;
}

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export async function openBrowser(): Promise<Browser> {
  if (!existsSync(chromium)) {
    throw new Error(`There is no ${chromium}: install Chromium, or say in CHROMIUM where it is.`);
  }
  const home = join(folder, 'browser');
  if (!existsSync(join(home, 'node_modules/playwright-core'))) {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'package.json'), JSON.stringify({ private: true }));
    const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['install', 'playwright-core@1.65.1', ...quietly], home);
  }
  const playwright = createRequire(join(home, 'package.json'))('playwright-core') as Playwright;
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  return playwright.chromium.launch({ executablePath: chromium, headless: true, args });
}
