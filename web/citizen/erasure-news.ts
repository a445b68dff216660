const channelName = "celadon-erased";

/** Tell the other tabs of this page that everything is being erased, so that none of them brings anything back. */
export function tellErasure(): void {
  const channel = new BroadcastChannel(channelName);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
  channel.postMessage(null);
  channel.close();
}

/** Be told that another tab is erasing everything. */
export function hearErasure(heard: () => void): void {
  new BroadcastChannel(channelName).addEventListener("message", heard, { once: true });
}
