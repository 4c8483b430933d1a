import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE, queryClient } from '../client/queries.ts';
import type { List } from '../client/types.ts';

export interface Message {
  id: string;
  kind: string;
  kindName: string;
  title: string;
  text: string;
  caseId: string | null;
  link: string;
  postName: string | null;
  createdAt: string;
  readAt: string | null;
}

export interface Kind {
  id: string;
  name: string;
  urgent: boolean;
}

export interface Settings {
  email: string | null;
  emailKinds: string[];
  silentKinds: string[];
  kinds: Kind[];
  mailEnabled: boolean;
}

type Messages = List<Message> & { unread: number };
const LATEST = 8;

export const notificationQueries = {
  latest: () =>
    queryOptions({
      queryKey: ['notifications', 'latest'],
      queryFn: () => http.get<Messages>(`/api/notifications?limit=${LATEST}`),
    }),
  list: (f: { unread: boolean; kind: string; page: number }) =>
    queryOptions({
      queryKey: ['notifications', f],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<Messages>(
          `/api/notifications${query({ unread: f.unread, kind: f.kind, limit: PAGE_SIZE, offset: (f.page - 1) * PAGE_SIZE })}`,
        ),
    }),
  settings: () =>
    queryOptions({
      queryKey: ['notification-settings'],
      queryFn: () => http.get<Settings>('/api/me/notification-settings'),
    }),
};

export const lookAgain = () => queryClient.invalidateQueries({ queryKey: ['notifications'] });

export async function markRead(message: Message): Promise<void> {
  if (message.readAt) return;
  await http.post(`/api/notifications/${message.id}/read`).catch(() => undefined);
  await lookAgain();
}

export async function markAllRead(): Promise<void> {
  await http.post('/api/notifications/read-all');
  await lookAgain();
}
