import { afterEach, expect, it, vi } from 'vitest';

import { actionPlatform, triggerPlatform } from '../../src/platform.ts';

afterEach(() => vi.unstubAllGlobals());

it('a Node without WebSocket is told what it needs', () => {
  vi.stubGlobal('WebSocket', undefined);
  expect(triggerPlatform).toThrow(/version 22 or newer/);
});

it('an action opens no socket', () => {
  const { transport } = actionPlatform(() => Promise.reject(new Error('no request either')));
  const listener = {
    connected: () => undefined,
    opened: () => undefined,
    frame: () => undefined,
    pong: () => undefined,
    closed: () => undefined,
  };
  const options = { closeTimeout: 1, maximumFrameSize: 1 };
  expect(() => transport.open({ url: 'ws://127.0.0.1' }, listener, options)).toThrow(/no socket/);
});
