import { AssignerProtocol, type Kafka } from 'kafkajs';
import type { DataSource } from 'typeorm';

/** Numbers of partitions, those of one projector each. */
export type Shares = number[][];

/** What the broker says that a consumer group has assigned to its members. */
export async function assignedShares(client: Kafka, group: string, topic: string): Promise<Shares> {
  const admin = client.admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([group]);
    return inOrder(
      groups[0].members.map(
        ({ memberAssignment }) =>
          AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment[topic] ?? [],
      ),
    );
  } finally {
    await admin.disconnect();
  }
}

/** The partitions of the newest generation that each projector has leases of. */
export async function leasedShares(dataSource: DataSource): Promise<Shares> {
  const found: { share: number[] }[] = await dataSource.query(
    `select array_agg(partition) as share from ops.checkpoints
     where generation = (select max(generation) from ops.checkpoints) and owner is not null group by owner`,
  );
  return inOrder(found.map(({ share }) => share));
}

const inOrder = (shares: Shares): Shares =>
  shares.map((share) => share.toSorted((a, b) => a - b)).toSorted(([a], [b]) => a - b);
