/** A mail that was handed to SES. */
export interface SentMail {
  messageId: string;
  at: Date;
  region: string;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  text?: string;
  html?: string;
  /** Header names as they were given. */
  headers: Record<string, string>;
  /** The whole message, when it was given as raw MIME. */
  raw?: Buffer;
  tags: Record<string, string>;
  configurationSet?: string;
}

/** Everything of SES: who may send, and what was sent. */
export interface SesState {
  /** When true, a sender whose address or domain is not a verified identity is refused. */
  requireVerifiedSender: boolean;
  /** Verified and pending identities by lower-case name. */
  identities: Map<string, { verified: boolean }>;
  mailbox: SentMail[];
  listeners: Set<(mail: SentMail) => void>;
}
