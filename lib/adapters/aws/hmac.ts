import { createHmac } from 'node:crypto';
import type { Hmac } from '../../core/incident/token';

export const hmacSha256: Hmac = (key, text) => createHmac('sha256', key).update(text).digest('base64url');
