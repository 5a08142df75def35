import type { HttpAnswer, HttpRequest } from '../http.ts';
import { isList, readJson } from './exact-json.ts';
import type { TransactionResponse } from './execution.ts';
import { RestRefusal, exactAnswer } from './rest-answers.ts';
import { TransactionRefusal } from './transaction-shapes.ts';
import type { TransactionResult, Transactions } from './transactions.ts';
import type { RocketfiVariants } from './variants.ts';
import type { World } from './world.ts';

/** @throws RestRefusal */
export function answerPost(
  world: World,
  transactions: Transactions,
  { body, path }: HttpRequest,
): HttpAnswer {
  if (path === '/transaction') return answerTransaction(world, transactions, readBody(body));
  if (path === '/batch_transactions') return answerBatch(world, transactions, readBody(body));
  throw new RestRefusal(404, 'Not found');
}

function answerTransaction(
  { orderFaults, settings }: World,
  transactions: Transactions,
  transaction: unknown,
): HttpAnswer {
  const { response, status } = submit(transactions, transaction);
  const { variants } = settings;
  if (orderFaults.resultsLost) throw new RestRefusal(500, lost);
  if (typeof response === 'string' || !('Err' in response)) return resultAnswer(response, variants);
  if (variants.restRefusals === 'string') return exactAnswer(200, response.Err);
  throw new RestRefusal(status, response.Err);
}

/** A string, and no more, says that they have come (its text is illustrative). */
function answerBatch(
  { orderFaults }: World,
  transactions: Transactions,
  batch: unknown,
): HttpAnswer {
  if (!isList(batch)) throw new RestRefusal(400, 'Expected an array');
  for (const transaction of batch) submit(transactions, transaction);
  if (orderFaults.resultsLost) throw new RestRefusal(500, lost);
  return exactAnswer(200, `Received ${batch.length} transactions`);
}

const lost = 'Simulated loss of a result';

function resultAnswer(
  response: Exclude<TransactionResponse, { readonly Err: string }>,
  { restOk, restResults }: RocketfiVariants,
): HttpAnswer {
  if (restResults === 'tagged') return exactAnswer(200, response);
  if (response !== 'Ok') return exactAnswer(200, response.PlaceOrder);
  if (restOk === 'empty') return { ...exactAnswer(200, null), body: '' };
  return exactAnswer(200, restOk === 'null' ? null : {});
}

function submit(transactions: Transactions, transaction: unknown): TransactionResult {
  try {
    return transactions.submit(transaction);
  } catch (error) {
    if (error instanceof TransactionRefusal) throw new RestRefusal(error.status, error.message);
    throw error;
  }
}

function readBody(body: string): unknown {
  try {
    return readJson(body);
  } catch {
    throw new RestRefusal(400, 'Malformed JSON');
  }
}
