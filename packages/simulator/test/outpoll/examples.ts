import { shapeOf } from '../json-shape.ts';

/** The JSON examples of the pages under https://docs.outpoll.com/api/rest-api/websockets, word for word. */
export const examples = {
  orderBook: {
    subscribe: `{"t":"SUBSCRIBE","e":"54ccea1a-16fd-469c-8018-84b375243e8a"}`,
    subscribed: `{"t":"SUBSCRIBED","e":"54ccea1a-16fd-469c-8018-84b375243e8a"}`,
    prices: `{"t":"PRICES_DATA","e":"54ccea1a-16fd-469c-8018-84b375243e8a","d":[{"o":"b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76","c":0.55,"b":0.54,"a":0.56}]}`,
  },
  chanceHistory: {
    subscribe: `{"t":"SUBSCRIBE","e":"54ccea1a-16fd-469c-8018-84b375243e8a","o":["b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76","97b06d16-aeff-4dd4-b08b-1ba30a2b8895"]}`,
    probability: `{"t":"probability","e":"54ccea1a-16fd-469c-8018-84b375243e8a","o":["b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76"],"d":{"t":1712160300,"p":0.67}}`,
    update: `{"t":"UPDATE_HISTORY","e":"54ccea1a-16fd-469c-8018-84b375243e8a","o":["b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76"],"d":{"t":1712160300,"p":0.67}}`,
    unsubscribe: `{"t":"UNSUBSCRIBE","o":["b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76"]}`,
    unsubscribed: `{"t":"success","o":["b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76"],"d":{"message":"unsubscribe successful"}}`,
  },
  orderUpdates: {
    authorized: `{"t":"success","d":"authorized","r":null}`,
    refused: `{"t":"error","d":{"error":"Invalid or missing credentials"}}`,
    order: `{"t":"ORDER_UPDATE","d":{"i":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","u":"user-id","s":"SUCCESS"}}`,
    takeProfit: `{"t":"TPSL_UPDATE","d":{"i":"order-id","u":"user-id","a":"asset-id","q":100,"tpp":0.95,"slp":0.10,"s":"ACTIVE"}}`,
    ping: `{"t":"PING","d":null,"r":null}`,
  },
  balanceUpdates: {
    snapshot: `{"t":"success","d":{"l":[{"i":"078dcd98-928d-479f-8110-ff6d27e44de2","b":1250.50,"f":1200.00}]},"r":null}`,
    delta: `{"u":"user-id","a":"asset-id","aop":0.50,"c":50.00,"b":1200.50,"f":1150.00}`,
  },
  orderFeed: {
    authorized: `{"t":"SUCCESS","d":{"message":"AUTH successful"},"r":null}`,
  },
  activityFeed: {
    subscribe: `{"t":"SUBSCRIBE","e":"54ccea1a-16fd-469c-8018-84b375243e8a","o":"b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76"}`,
    unsubscribe: `{"t":"UNSUBSCRIBE","e":"54ccea1a-16fd-469c-8018-84b375243e8a","o":"b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76"}`,
    error: `{"t":"error","e":"event-id","o":["outcome-id"],"d":{"error":"Error description"}}`,
  },
  auth: `{"t":"AUTH","d":{"apiKey":"…","signature":"…","timestamp":"1712500000"}}`,
  page: `{"i":[],"p":0,"s":100,"tp":1}`,
  search: `{"sb":"VOLUME_24H","sd":"DESC","l":"en","ss":"bitcoin"}`,
} as const;

/** Inputs of a signature as documented; the output follows from the documented formula. */
export const signatureVector = {
  secret: 'dGVzdF9zZWNyZXRfMTIzNDU2Nzg',
  timestamp: '1712500000',
  path: '/order/ws',
  signature: 'Cn6oA9BE3cVxdIjkuFm3RotzukgbLGUqdA5KcC_L9Lw',
} as const;

export const exampleEvent = '54ccea1a-16fd-469c-8018-84b375243e8a';
export const exampleOutcome = 'b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76';
export const otherOutcome = '97b06d16-aeff-4dd4-b08b-1ba30a2b8895';

export function exampleShape(example: string): unknown {
  return shapeOf(JSON.parse(example));
}
