import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "../../src/phone/routes.ts";

const BASE = "/c/spring";

test("every page of the phone has its address", () => {
  assert.deepEqual(routeOf("/c/spring", BASE), { page: "wall" });
  assert.deepEqual(routeOf("/c/spring/", BASE), { page: "wall" });
  assert.deepEqual(routeOf("/c/spring/propose", BASE), { page: "propose" });
  assert.deepEqual(routeOf("/c/spring/topics/t9", BASE), { page: "topic", topic: "t9" });
  assert.deepEqual(routeOf("/c/spring/topics/t9/", BASE), { page: "topic", topic: "t9" });
  assert.deepEqual(routeOf("/c/spring/topics/t9/edit", BASE), { page: "edit", topic: "t9" });
  assert.deepEqual(routeOf("/c/spring/topics/t9/kit", BASE), { page: "kit", topic: "t9" });
  assert.deepEqual(routeOf("/c/spring/day", BASE), { page: "day" });
  assert.deepEqual(routeOf("/c/spring/schedule", BASE), { page: "schedule" });
  assert.deepEqual(routeOf("/c/spring/me", BASE), { page: "me" });
});

test("what the phone does not draw is left to the server", () => {
  for (const path of [
    "/",
    "/c/springfield/",
    "/c/autumn/day",
    "/c/spring/desk",
    "/c/spring/day/more",
    "/c/spring/topics",
    "/c/spring/topics/t9/history",
    "/c/spring/topics/t9/edit/more",
  ]) {
    assert.equal(routeOf(path, BASE), undefined, path);
  }
});
