import { standardTransport, type Fetch, type Platform } from '@venuewire/core';

import { scheduler } from './scheduler.ts';

/**
 * What triggers run on: nothing that n8n's verification forbids. REST goes the same way as the sockets, through the
 * standard `fetch`, because it is asked why a socket could not be opened: through another proxy it would not know.
 *
 * @throws TypeError where Node has no standard WebSocket
 */
export function triggerPlatform(): Platform {
  if (typeof WebSocket === 'undefined') {
    throw new TypeError(
      'This n8n runs on a Node.js without WebSocket: it needs version 22 or newer.',
    );
  }
  return {
    transport: standardTransport(WebSocket),
    scheduler,
    fetch: (url, init) => fetch(url, init),
  };
}

/** What actions run on: n8n's own requests, with its proxy and its limits. They open no socket. */
export function actionPlatform(request: Fetch): Platform {
  return {
    transport: {
      open() {
        throw new TypeError('An action opens no socket.');
      },
    },
    scheduler,
    fetch: request,
  };
}
