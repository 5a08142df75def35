import { VenuewireError } from '@venuewire/core';

import { readOptions, usage, type Options } from './options.ts';
import { jsonOutput, whenReaderIsGone } from './output.ts';
import { run } from './run.ts';
import { textOutput } from './text-output.ts';

const request = readOptions(process.argv.slice(2), process.env);
if (request.type === 'help') {
  process.stdout.write(usage);
} else if (request.type === 'problem') {
  process.stderr.write(`${request.problem}\n\nnpm start -- --help has all options.\n`);
  process.exitCode = 2;
} else {
  await start(request.options);
}

async function start(options: Options): Promise<void> {
  const stop = new AbortController();
  // Not `once`: npm hands on the Ctrl-C that the terminal has sent to this process already.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());
  whenReaderIsGone(() => stop.abort());
  try {
    await run(options, options.json ? jsonOutput() : textOutput(), stop.signal);
  } catch (error) {
    if (!VenuewireError.is(error)) throw error;
    const hint =
      error.code === 'AUTH'
        ? ' The credential is that of the environment; --help has the variables.'
        : '';
    process.stderr.write(`${error.message}${hint}\n`);
    process.exitCode = 1;
  }
}
