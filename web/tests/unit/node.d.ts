// The little of Node that the unit tests use, so that the page's own code cannot see Node's globals.
declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): Promise<void>;
}
declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
  };
  export default assert;
}
