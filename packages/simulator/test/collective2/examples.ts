import { shapeOf } from '../json-shape.ts';

export { shapeOf } from '../json-shape.ts';

/** The JSON examples of the guides at https://api-docs.collective2.com/guides/, word for word. */
export const examples = {
  connected: `{"msg_type":"connection.connected","id":"msg_a1b2c3d4e5f6a1b2c3d4e5f6a7b8","timestamp":"2024-01-01T12:00:00Z","v":4}`,
  envelope: `{"msg_type":"string","id":"msg_…","seq_id":98765,"request_id":"my-req-1","timestamp":"2024-01-01T12:00:00Z","v":4,"payload":{}}`,
  subscribe: `{"msg_type":"subscription.request","request_id":"my-sub-001","timestamp":"2024-01-01T12:00:00Z","payload":{"action":"subscribe","channel":"strategy.signal","strategy_id":12345678}}`,
  heartbeat: `{"msg_type":"heartbeat","id":"msg_…","timestamp":"…","v":4}`,
  heartbeatAck: `{"msg_type":"heartbeat.ack","timestamp":"<now>"}`,
  gap: `{"msg_type":"gap","id":"msg_…","timestamp":"…","v":4,"payload":{"strategy_id":null,"channel":"strategy.signal:12345678","from":"98765","message":"Replay limit of 1000 messages exceeded"}}`,
  refusal: `{"code":"UNAUTHORIZED","message":"Invalid API key"}`,
  error: `{"msg_type":"error","id":"msg_…","timestamp":"…","v":4,"payload":{"code":"FORBIDDEN","field":"StrategyId","message":"Not authorized to subscribe to Strategy"}}`,
  restError: `{"ErrorCode":"1121","FieldName":"Symbol","Message":"Invalid symbol"}`,
  hello: `{"Name":"x"}`,
} as const;

export function exampleShape(name: keyof typeof examples): unknown {
  return shapeOf(JSON.parse(examples[name]));
}
