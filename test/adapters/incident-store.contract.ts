import { breakersContract } from './incident-store/breakers.contract';
import { commitContract } from './incident-store/commit.contract';
import { evidenceContract } from './incident-store/evidence.contract';
import { forgetContract } from './incident-store/forget.contract';
import { hotKeyContract } from './incident-store/hot-key.contract';
import { itemsContract } from './incident-store/items.contract';
import { listsContract } from './incident-store/lists.contract';
import { membersContract } from './incident-store/members.contract';
import { memosContract } from './incident-store/memos.contract';
import { outboxContract } from './incident-store/outbox.contract';
import { postmortemsContract } from './incident-store/postmortems.contract';
import type { CreateStore } from './incident-store/store-under-test';
import { timersContract } from './incident-store/timers.contract';
import { version1Contract } from './incident-store/version-1.contract';

/** What every incident store must do; run it inside a `describe` that names the engine. */
export function incidentStoreContract(create: CreateStore): void {
  describe('commit', () => commitContract(create));
  describe('members', () => membersContract(create));
  describe('timers', () => timersContract(create));
  describe('lists', () => listsContract(create));
  describe('due work', () => outboxContract(create));
  describe('breakers', () => breakersContract(create));
  describe('post-mortems', () => postmortemsContract(create));
  describe('evidence', () => evidenceContract(create));
  describe('memos', () => memosContract(create));
  describe('items', () => itemsContract(create));
  describe('items of version 1', () => version1Contract(create));
  describe('a person is forgotten', () => forgetContract(create));
  describe('a hot key', () => hotKeyContract(create));
}
