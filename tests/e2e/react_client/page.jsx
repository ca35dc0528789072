// The whole page: the package's hooks, laid open on `window.client` for the tests to use.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { RecoilRoot, useRecoilValue } from 'recoil';
import {
  ChainlitAPI,
  ChainlitContext,
  sideViewState,
  useAuth,
  useChatData,
  useChatInteract,
  useChatMessages,
  useChatSession,
  useConfig
} from '@chainlit/react-client';

const api = new ChainlitAPI(new URLSearchParams(location.search).get('server'), 'webapp');

function Hooks() {
  window.client = {
    api,
    auth: useAuth(),
    chat: useChatMessages(),
    config: useConfig(),
    data: useChatData(),
    interact: useChatInteract(),
    session: useChatSession(),
    side: useRecoilValue(sideViewState)
  };
  return <pre>{JSON.stringify(window.client.chat.messages, null, 2)}</pre>;
}

createRoot(document.getElementById('root')).render(
  <ChainlitContext.Provider value={api}>
    <RecoilRoot>
      <Hooks />
    </RecoilRoot>
  </ChainlitContext.Provider>
);
