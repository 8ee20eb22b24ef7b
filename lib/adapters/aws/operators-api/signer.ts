/** Signature Version 4 of requests: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignerOptions {
  readonly region: string;
  /** As it is signed for. @default 'lambda', also of a function URL */
  readonly service?: string;
  /** @default - as every AWS tool finds them */
  readonly credentials?: () => Promise<Credentials>;
  /** Epoch ms. @default - the clock of this machine */
  readonly now?: () => number;
}

export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers the headers to send. */
export type Sign = (request: SignableRequest) => Promise<Record<string, string>>;

export function signerOf({
  region,
  service = 'lambda',
  credentials = defaultProvider(),
  now = Date.now,
}: SignerOptions): Sign {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  return async ({ method, url, headers, body }) => {
    const request = {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      body,
    };
    const { host, ...signed } = (await signer.sign(request, { signingDate: new Date(now()) })).headers;
    return signed;
  };
}

/** As the signer asks for it: a hash, or an HMAC where it has a key. */
class Sha256 {
  private hash: Hash | Hmac;

  constructor(private readonly key?: Parameters<typeof bytesOf>[0]) {
    this.hash = this.begin();
  }

  update(data: Parameters<typeof bytesOf>[0]): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.begin();
  }

  private begin(): Hash | Hmac {
    return this.key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.key));
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
