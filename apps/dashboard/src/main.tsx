import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.js';
import { App } from './app/app.js';
import './app/theme.css';
import './app/base.css';
import './figures/panel.css';

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);

// Charts come apart from the page, but not only when the first one is to be drawn. Should it fail, that one says so.
void import('./charts/echarts.js').catch(() => undefined);
