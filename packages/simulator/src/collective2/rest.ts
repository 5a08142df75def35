import type { HttpAnswer, HttpRequest } from '../http.ts';
import { bearerKey } from './handshake.ts';
import { RestRefusal, refusalAnswer, resultsAnswer } from './rest-body.ts';
import { endpoints } from './rest-endpoints.ts';
import { RestQuery } from './rest-query.ts';
import type { World } from './world.ts';

/** Answers a REST request; `Content-Type` of a request is not looked at. */
export function answerRest(world: World, request: HttpRequest): HttpAnswer {
  const { variants } = world.settings;
  try {
    const endpoint = endpoints[request.path.toLowerCase()];
    if (endpoint === undefined) throw new RestRefusal(404, 'Not Found');
    if (endpoint.method !== request.method) {
      throw new RestRefusal(405, 'Method Not Allowed', [], { Allow: endpoint.method });
    }
    const key = bearerKey(request.headers);
    if (key === undefined || !world.keys.has(key)) throw new RestRefusal(401, 'Unauthorized');
    if (!accepts(request.headers['accept'])) throw new RestRefusal(406, 'Not Acceptable');
    return resultsAnswer(endpoint.answer(world, new RestQuery(request.query), request), variants);
  } catch (error) {
    if (error instanceof RestRefusal) return refusalAnswer(error, variants);
    throw error;
  }
}

/** The guides ask for `application/json` by name: `*\/*` is not enough (inferred). */
function accepts(header = ''): boolean {
  return header.split(',').some((type) => type.split(';')[0]?.trim() === 'application/json');
}
