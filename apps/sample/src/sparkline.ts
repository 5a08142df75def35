const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** How many of the latest values are drawn. */
const width = 20;

/** Draws the latest values between 0 and 1 as bars; call it with each new one. */
export function sparkline(): (value: number) => string {
  const latest: number[] = [];
  return (value) => {
    latest.push(Math.min(1, Math.max(0, value)));
    if (latest.length > width) latest.shift();
    return latest.map((one) => bars[Math.round(one * (bars.length - 1))]).join('');
  };
}

/** Draws a bid and an ask on a line from 0 to 1, such as `·····[··]···········`. */
export function spreadLine(bid: number, ask: number): string {
  const at = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * (width - 1));
  const [left, right] = [at(bid), at(ask)];
  return Array.from({ length: width }, (_, index) => {
    if (index === left) return left === right ? '|' : '[';
    return index === right ? ']' : '·';
  }).join('');
}
