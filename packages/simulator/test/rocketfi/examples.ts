/** The JSON examples of the RocketFi guides and SDKs, word for word. */
export const clientMessages = {
  subscribe: `{"Subscribe":{"Orderbook":{"instrumentId":"0x0100000000000000"}}}`,
  unsubscribe: `{"Unsubscribe":{"Orderbook":{"instrumentId":"0x0100000000000000"}}}`,
  ping: `"Ping"`,
  submit: `{"SubmitTransaction":{}}`,
  register: `{"RegisterExecuteOnDisconnect":{}}`,
  clear: `"ClearExecuteOnDisconnect"`,
} as const;

/** A transaction with both of its signatures, computed with other libraries. */
export const vector = {
  key: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  bytes: `{"sender":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","instruction":{"Mint":{"to":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","asset_id":0,"amount":"1000"}},"nonce":1}`,
  signatures: {
    EIP191:
      '0xc4f52592216fd773fff18ad71f99550126bcd561e21267897bc1ae7eb2b2eace19f9cdbd498bd4313dffe186f3f91755a2346eaaaf016e4a5b3661093fb426e41b',
    EIP712:
      '0x709bc5b7a023682a7c8011b9d87f3ca76269e06cce260a1b18a9c614f652cecb756a3fd88c2490c54f9ea73e7e770d07b1fe9d63651d181b3c7d065b635b81fa1b',
  },
} as const;
