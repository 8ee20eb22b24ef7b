import { createWorld, formPost, MINUTE, pressOf, T0, type World } from './respond-world';

describe('a press that no person made', () => {
  async function refused(change: (world: World, path: string) => ReturnType<typeof formPost> | Promise<object>) {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link();
    const before = world.stored();
    const answer = await world.request((await change(world, path)) as ReturnType<typeof formPost>);
    expect(world.stored()).toBe(before);
    expect(answer.body).not.toContain('Orders fail');
    return answer.statusCode;
  }
  const pressed = async (world: World, path: string) => pressOf(path, await world.request({ path }));

  test('has no nonce, or one of another link', async () => {
    expect(await refused((_, path) => formPost(path, { confirm: 'acknowledge' }))).toBe(400);
    expect(await refused((_, path) => formPost(path, { nonce: '1.x', confirm: 'acknowledge' }))).toBe(400);
    expect(
      await refused(async (world, path) => ({ ...(await pressed(world, world.link({ id: 'token-2' }))), path })),
    ).toBe(400);
  });

  test('moves the end of its nonce', async () => {
    const later = ({ body = '' }) => body.replace(/nonce=\d+/, `nonce=${T0 + 600 * MINUTE}`);
    expect(
      await refused(async (world, path) => {
        const press = await pressed(world, path);
        return { ...press, body: later(press) };
      }),
    ).toBe(400);
  });

  test('lacks the button, has another one or two', async () => {
    for (const change of [/&confirm=acknowledge/, 'acknowledge']) {
      expect(
        await refused(async (world, path) => {
          const press = await pressed(world, path);
          return { ...press, body: press.body?.replace(change, change === 'acknowledge' ? 'resolve' : '') };
        }),
      ).toBe(400);
    }
    expect(
      await refused(async (world, path) => {
        const press = await pressed(world, path);
        return { ...press, body: `${press.body}&confirm=acknowledge` };
      }),
    ).toBe(400);
  });

  test('is no form, or far too long', async () => {
    expect(
      await refused(async (world, path) => ({
        ...(await pressed(world, path)),
        headers: { 'content-type': 'application/json' },
      })),
    ).toBe(415);
    expect(
      await refused(async (world, path) => {
        const press = await pressed(world, path);
        return { ...press, body: `${press.body}&${'x'.repeat(16_384)}` };
      }),
    ).toBe(413);
    expect(
      await refused(async (world, path) => ({
        ...(await pressed(world, path)),
        body: Buffer.from('x'.repeat(16_385)).toString('base64'),
        isBase64Encoded: true,
      })),
    ).toBe(413);
  });

  test('comes more than ten minutes after the page, which then asks again', async () => {
    const world = createWorld();
    await world.signal('ALARM', 0);
    const path = world.link();
    const page = await world.request({ path });
    world.pass(10 * MINUTE);
    const again = await world.request(pressOf(path, page));
    expect(again.statusCode).toBe(200);
    expect(again.body).toContain('the page was open for too long. Press the button again.');
    expect((await world.incident()).status).toBe('triggered');
    expect((await world.request(pressOf(path, again))).body).toContain('Done.');
    expect((await world.incident()).status).toBe('acknowledged');
  });
});

test('a press whose body Lambda encoded in base64 counts as any other', async () => {
  const world = createWorld();
  await world.signal('ALARM', 0);
  const path = world.link();
  const press = pressOf(path, await world.request({ path }));
  const body = Buffer.from(press.body ?? '').toString('base64');
  const headers = { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=utf-8' };
  expect((await world.request({ ...press, headers, body, isBase64Encoded: true })).body).toContain('Done.');
});
