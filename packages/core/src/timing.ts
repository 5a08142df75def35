/** Every deadline and interval, in milliseconds. A deadline that passes abandons the connection and dials anew. */
export interface Timing {
  /** From the decision to dial until TCP and TLS are up; the whole dial where a transport cannot tell them apart. */
  readonly dial: number;
  /** From TCP until the WebSocket upgrade. */
  readonly handshake: number;
  /** From the upgrade until the venue says that it is ready, on venues that do. */
  readonly ready: number;
  /** From a subscribe until its acknowledgement. */
  readonly acknowledge: number;
  /** From an unsubscribe until it counts as done without an acknowledgement. */
  readonly unsubscribe: number;
  /** Between two pings. */
  readonly pingInterval: number;
  /** From a ping until any sign of life. */
  readonly pingTimeout: number;
  /** Without any message, on venues that send heartbeats of their own. `Infinity` elsewhere. */
  readonly silence: number;
  /** How long a full queue may pause a socket. Below `pingTimeout`: a paused socket shows no sign of life. */
  readonly pause: number;
  /** From a request for a snapshot until it comes. */
  readonly snapshot: number;
  /** From a break until REST has closed it; then the gap is reported as it is. */
  readonly recovery: number;
  /** One HTTP request. */
  readonly request: number;
  /** Until an abandoned socket is destroyed. */
  readonly close: number;
  /** First bound of the random wait between two dials; it doubles with each failure. */
  readonly backoffBase: number;
  /** Last bound of that wait. */
  readonly backoffCap: number;
  /** How long a connection must have been ready to count as stable, which starts the waits over. */
  readonly stable: number;
  /** Between two probes of why dials fail. */
  readonly probe: number;
  /** Age at which a connection is renewed, where all its channels can recover. */
  readonly maximumAge: number;
  /** Age by the venue's clock at which data counts as late. */
  readonly lateAfter: number;
}

export const defaultTiming: Timing = {
  dial: 10_000,
  handshake: 10_000,
  ready: 10_000,
  acknowledge: 10_000,
  unsubscribe: 2_000,
  pingInterval: 10_000,
  pingTimeout: 5_000,
  silence: Number.POSITIVE_INFINITY,
  pause: 4_000,
  snapshot: 10_000,
  recovery: 30_000,
  request: 10_000,
  close: 1_000,
  backoffBase: 250,
  backoffCap: 10_000,
  stable: 30_000,
  probe: 60_000,
  maximumAge: 3_600_000,
  lateAfter: 5_000,
};
