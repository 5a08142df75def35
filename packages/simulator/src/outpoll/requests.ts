import type { ClientMessage } from './client-message.ts';
import type { OutpollEndpoint } from './endpoints.ts';
import type { Session } from './session.ts';

type Request = (session: Session, message: ClientMessage) => void;
type Requests = ReadonlyMap<string, Request>;

/** What a client can ask for beside AUTH, by the type of its message. */
export function requestsOf(endpoint: OutpollEndpoint): Requests {
  if (endpoint === 'orderBook') return orderBookRequests;
  if (endpoint === 'chanceHistory') return chanceHistoryRequests;
  return endpoint === 'activityFeed' ? activityFeedRequests : none;
}

const none: Requests = new Map();

/** Texts of errors on the order book are illustrative: the venue documents none. */
const orderBookRequests: Requests = new Map<string, Request>([
  [
    'SUBSCRIBE',
    withEvent((session, eventId) => {
      const { frames, settings } = session.world;
      const { snapshot, subscribeAck } = settings.variants;
      session.connection.live.add(eventId);
      if (subscribeAck === 'sent') session.sendAck(frames.subscribed(eventId));
      if (snapshot === 'subscribed') sendSnapshot(session, eventId);
    }),
  ],
  [
    'UNSUBSCRIBE',
    withEvent((session, eventId) => {
      const { frames, settings } = session.world;
      session.connection.live.delete(eventId);
      if (settings.variants.unsubscribeAck === 'sent') {
        session.sendAck(frames.unsubscribed(eventId));
      }
    }),
  ],
  ['REQUEST_DATA', withEvent(sendSnapshot)],
]);

/**
 * The history of a chance that a client can ask for is not served: its form is not documented. Nor
 * is what a further SUBSCRIBE of a connection does: here, it adds outcomes.
 */
const chanceHistoryRequests: Requests = new Map<string, Request>([
  [
    'SUBSCRIBE',
    withOutcomes((session, outcomeIds, { eventId }) => {
      const { frames, settings } = session.world;
      const { chanceAck, subscribeAck } = settings.variants;
      const acks =
        subscribeAck === 'sent' ? frames.chanceAcks('subscribe', { eventId, outcomeIds }) : [];
      if (chanceAck === 'before-probability') for (const ack of acks) session.sendAck(ack);
      for (const outcomeId of outcomeIds) {
        session.connection.live.add(outcomeId);
        sendLatestChance(session, outcomeId);
      }
      if (chanceAck === 'after-probability') for (const ack of acks) session.sendAck(ack);
    }, 'names its event'),
  ],
  [
    'UNSUBSCRIBE',
    withOutcomes((session, outcomeIds) => {
      const { frames, settings } = session.world;
      for (const outcomeId of outcomeIds) session.connection.live.delete(outcomeId);
      if (settings.variants.unsubscribeAck === 'absent') return;
      for (const ack of frames.chanceAcks('unsubscribe', { outcomeIds })) session.sendAck(ack);
    }, 'names no event'),
  ],
]);

const activityFeedRequests: Requests = new Map<string, Request>([
  [
    'SUBSCRIBE',
    withOutcome((session, outcomeId, { eventId }) => {
      session.connection.live.add(outcomeId);
      acknowledgeActivity(session, 'subscribe', eventId, outcomeId);
    }),
  ],
  [
    'UNSUBSCRIBE',
    withOutcome((session, outcomeId, { eventId }) => {
      session.connection.live.delete(outcomeId);
      acknowledgeActivity(session, 'unsubscribe', eventId, outcomeId);
    }),
  ],
]);

function withEvent(request: (session: Session, eventId: string) => void): Request {
  return (session, { eventId = '' }) => {
    if (session.world.market.hasEvent(eventId)) request(session, eventId);
    else session.refuse('Event not found', { eventId });
  };
}

/** The chance history has an array, also for one outcome. */
function withOutcomes(
  request: (session: Session, outcomeIds: readonly string[], message: ClientMessage) => void,
  form: 'names its event' | 'names no event',
): Request {
  return (session, message) => {
    const { eventId, outcomes = [] } = message;
    if (typeof outcomes === 'string' || outcomes.length === 0) {
      refuseMissing(session, message);
    } else if (form === 'names no event' || outcomes.every((id) => isOf(session, eventId, id))) {
      request(session, outcomes, message);
    } else {
      refuseUnknown(session, eventId, outcomes);
    }
  };
}

/** The activity feed has one outcome, and not as an array. */
function withOutcome(
  request: (session: Session, outcomeId: string, message: ClientMessage) => void,
): Request {
  return (session, message) => {
    const { eventId, outcomes } = message;
    if (typeof outcomes !== 'string') refuseMissing(session, message);
    else if (isOf(session, eventId, outcomes)) request(session, outcomes, message);
    else refuseUnknown(session, eventId, [outcomes]);
  };
}

function isOf(session: Session, eventId: string | undefined, outcomeId: string): boolean {
  const { market } = session.world;
  return market.hasOutcome(outcomeId) && market.outcome(outcomeId).event.id === eventId;
}

/** Illustrative: the venue does not document its answer. */
function refuseUnknown(
  session: Session,
  eventId: string | undefined,
  outcomeIds: readonly string[],
): void {
  session.refuse('Outcome not found', { eventId, outcomeIds });
}

function refuseMissing(session: Session, { eventId }: ClientMessage): void {
  session.refuse('No outcome IDs provided', { eventId });
}

function sendSnapshot(session: Session, eventId: string): void {
  const { frames, market } = session.world;
  session.connection.sendData(frames.prices(eventId, market.rowsOf(eventId)));
}

function sendLatestChance(session: Session, outcomeId: string): void {
  const { frames, market } = session.world;
  const { event } = market.outcome(outcomeId);
  const point = market.lastPoint(outcomeId);
  session.connection.sendData(frames.chance('probability', event.id, outcomeId, point));
}

function acknowledgeActivity(
  session: Session,
  action: 'subscribe' | 'unsubscribe',
  eventId: string | undefined,
  outcomeId: string,
): void {
  const { frames, settings } = session.world;
  if (settings.variants.activityAck === 'absent') return;
  const topic = { eventId, outcomeIds: [outcomeId] };
  for (const ack of frames.activityAcks(action, topic)) session.sendAck(ack);
}
