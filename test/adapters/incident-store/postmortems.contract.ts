import { MAX_DRAFT_BYTES, type PostmortemDraft } from '../../../lib/core/incident/postmortem-draft';
import { DAY_MS, entryOf, incidentOf, T0, writeOf } from '../samples';
import type { CreateStore } from './store-under-test';

function draftOf(changes: Partial<PostmortemDraft> = {}): PostmortemDraft {
  return {
    schemaVersion: incidentOf().schemaVersion,
    incidentId: 'i-1',
    version: 1,
    generation: 1,
    writtenMs: T0,
    text: '# Post-mortem',
    ...changes,
  };
}

/** Drafts of post-mortems. */
export function postmortemsContract(create: CreateStore): void {
  test('are kept for each incident and replaced version by version', async () => {
    const { store } = await create();
    expect(await store.readPostmortem('i-1')).toBeUndefined();
    expect(await store.writePostmortem(draftOf())).toBe('committed');
    expect(await store.writePostmortem(draftOf({ incidentId: 'i-2', text: 'other' }))).toBe('committed');
    const edited = draftOf({ version: 2, text: 'mine', editedBy: 'alice', generation: 2 });
    expect(await store.writePostmortem(edited)).toBe('committed');
    expect(await store.readPostmortem('i-1')).toEqual(edited);
    expect(await store.readPostmortem('i-2')).toEqual(draftOf({ incidentId: 'i-2', text: 'other' }));
  });

  test.each([
    ['the first one, where there is one', 1],
    ['one on a version that is old', 2],
    ['one on a version that nobody wrote', 4],
  ])('refuse %s', async (_, version) => {
    const { store } = await create();
    await store.writePostmortem(draftOf());
    await store.writePostmortem(draftOf({ version: 2, editedBy: 'alice' }));
    expect(await store.writePostmortem(draftOf({ version, text: 'lost' }))).toBe('conflict');
    expect(await store.readPostmortem('i-1')).toEqual(draftOf({ version: 2, editedBy: 'alice' }));
  });

  test('of several writers at once keep one', async () => {
    const { store } = await create();
    const writes = ['a', 'b', 'c'].map((text) => store.writePostmortem(draftOf({ text })));
    const results = await Promise.all(writes);
    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
  });

  test('hold 300 KB of anything, and no more', async () => {
    const { store } = await create();
    const text = `🛒${'é'.repeat((MAX_DRAFT_BYTES - 4) / 2)}`;
    await store.writePostmortem(draftOf({ text }));
    expect((await store.readPostmortem('i-1'))?.text).toBe(text);
    await expect(store.writePostmortem(draftOf({ version: 2, text: `${text}.` }))).rejects.toThrow(
      `The post-mortem of i-1 must have at most ${MAX_DRAFT_BYTES} bytes of UTF-8, got ${MAX_DRAFT_BYTES + 1}; shorten it`,
    );
  });

  test('are no part of the timeline, and go with it', async () => {
    const { store, setNow } = await create();
    await store.commit(writeOf({ incident: incidentOf(), timeline: [entryOf()] }));
    await store.writePostmortem(draftOf());
    expect(await store.readTimeline('i-1')).toEqual([entryOf()]);
    expect(await store.listOutbox('i-1')).toEqual([]);
    setNow(T0 + 400 * DAY_MS - 1_000);
    expect(await store.readPostmortem('i-1')).toBeDefined();
    setNow(T0 + 400 * DAY_MS + 1_000);
    expect(await store.readPostmortem('i-1')).toBeUndefined();
    expect(await store.writePostmortem(draftOf({ writtenMs: T0 + 400 * DAY_MS }))).toBe('committed');
  });

  test('forget a person, however Markdown spells them, and nobody else', async () => {
    const { store } = await create();
    const text = 'By ann\\_b, ann&#95;b, ann_b and *ann_b*; not ann\\_bc, x.ann\\_b or ann\\_b&#64;example.com';
    await store.writePostmortem(draftOf({ text, editedBy: 'ann_b' }));
    await store.writePostmortem(draftOf({ incidentId: 'i-2' }));
    expect(await store.forgetPerson('ann_b', 'somebody')).toBe(1);
    expect(await store.readPostmortem('i-1')).toEqual(
      draftOf({
        version: 2,
        editedBy: 'somebody',
        text: 'By somebody, somebody, somebody and *somebody*; not ann\\_bc, x.ann\\_b or ann\\_b&#64;example.com',
      }),
    );
    await store.writePostmortem(draftOf({ version: 3, text: 'ann&#64;example.com &lt;x&gt; &amp; co' }));
    expect(await store.forgetPerson('ann@example.com <x> & co', 'nobody')).toBe(1);
    expect((await store.readPostmortem('i-1'))?.text).toBe('nobody');
  });
}
