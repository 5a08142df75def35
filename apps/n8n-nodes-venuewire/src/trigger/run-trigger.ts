import type { ClientFace } from '@venuewire/core';
import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { triggerPlatform } from '../platform.ts';
import { pause } from '../scheduler.ts';
import { ConnectionPool, digestOf } from './connection-pool.ts';
import { explainFatal } from './fatal.ts';
import type { Feed, TriggerVenue } from './feed.ts';
import { Ledger, readStates } from './ledger.ts';
import { Registry } from './registry.ts';
import { TriggerSession } from './session.ts';
import { readSettings, type TriggerSettings } from './settings.ts';

/** How long a publish, or a test, waits for the news that it cannot work. */
const patience = 3_000;

/** A venue's trigger in n8n. One of it for each venue and process: it holds the connections that workflows share. */
export class VenueTrigger<Client extends ClientFace> {
  readonly pool: ConnectionPool<Client>;
  readonly registry = new Registry();
  readonly #venue: TriggerVenue<Client>;

  constructor(venue: TriggerVenue<Client>) {
    this.#venue = venue;
    this.pool = new ConnectionPool(venue, triggerPlatform);
  }

  /**
   * What a node's `trigger` does. It does not wait for the venue, which may be down for as long as it likes, but where
   * somebody is looking, or the node has failed before, it waits a moment for an error that is there to stay.
   */
  async run(context: ITriggerFunctions): Promise<ITriggerResponse> {
    const settings = readSettings(context);
    return context.getMode() === 'manual'
      ? this.#manual(context, settings)
      : this.#listen(context, settings);
  }

  async #listen(context: ITriggerFunctions, settings: TriggerSettings): Promise<ITriggerResponse> {
    const node = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
    const setting = await this.#settingOf(context);
    const failure = this.registry.recentFailure(node, setting);
    if (failure) throw explainFatal(failure.error, this.#venue.title, context.getNode());
    const ledger = this.registry.ledger(node);
    const attempt = this.#attempt(context, settings, ledger, {
      failed: (error) => this.registry.fail(node, setting, error),
      live: () => this.registry.recover(node),
    });
    const { session } = attempt;
    const close = async (): Promise<void> => {
      this.registry.leave(node, session);
      await session.close();
    };
    await this.registry.enter(node, session);
    // After the earlier registration has ended, and with what it saved.
    ledger.inherit(readStates(context.getWorkflowStaticData('node')));
    const isWatched = context.getActivationMode() === 'activate' || this.registry.hasFailed(node);
    await attempt.begin(isWatched ? patience : 0, close);
    return { closeFunction: close };
  }

  #manual(context: ITriggerFunctions, settings: TriggerSettings): ITriggerResponse {
    let close: (() => Promise<void>) | undefined;
    return {
      // n8n has put its own `emit` into the context only now.
      manualTriggerFunction: async () => {
        const attempt = this.#attempt(context, settings, new Ledger(Date.now), {});
        close = () => attempt.session.close();
        await attempt.begin(patience, close);
      },
      closeFunction: async () => close?.(),
    };
  }

  /** Tells whether anything is different from the last time. */
  async #settingOf(context: ITriggerFunctions): Promise<string> {
    const credential = await context.getCredentials(this.#venue.credential);
    return digestOf({ credential: digestOf(credential), parameters: context.getNode().parameters });
  }

  /** A session, and whom its fatal error is told: the caller for as long as it waits, n8n afterwards. */
  #attempt(
    context: ITriggerFunctions,
    settings: TriggerSettings,
    ledger: Ledger,
    listener: { readonly failed?: (error: unknown) => void; readonly live?: () => void },
  ): Attempt<Client> {
    const { title } = this.#venue;
    const feeds = this.#feeds(context, settings);
    const verdict = Promise.withResolvers<{ readonly error: unknown } | undefined>();
    let isReturned = false;
    const session: TriggerSession<Client> = new TriggerSession({
      venue: this.#venue,
      pool: this.pool,
      context,
      settings,
      feeds,
      ledger,
      isManual: context.getMode() === 'manual',
      failed: (error) => {
        listener.failed?.(error);
        if (isReturned) context.emitError(explainFatal(error, title, context.getNode()));
        else verdict.resolve({ error });
      },
      live: () => {
        listener.live?.();
        verdict.resolve(undefined);
      },
    });
    const begin = async (milliseconds: number, close: () => Promise<void>): Promise<void> => {
      let failure: { readonly error: unknown } | undefined;
      try {
        await session.start();
        const enough = new AbortController();
        const wait = milliseconds > 0 ? pause(milliseconds, enough.signal) : undefined;
        failure = (await Promise.race([verdict.promise, wait])) ?? undefined;
        enough.abort();
      } catch (error) {
        failure = { error };
      }
      isReturned = true;
      if (!failure) return;
      await close();
      throw explainFatal(failure.error, title, context.getNode());
    };
    return { session, begin };
  }

  #feeds(context: ITriggerFunctions, { parameters }: TriggerSettings): readonly Feed<Client>[] {
    try {
      return this.#venue.feeds(parameters);
    } catch (error) {
      throw explainFatal(error, this.#venue.title, context.getNode());
    }
  }
}

interface Attempt<Client extends ClientFace> {
  readonly session: TriggerSession<Client>;
  /** Starts, and waits so long at most. @throws what is fatal by then, after `close` */
  begin(milliseconds: number, close: () => Promise<void>): Promise<void>;
}
