import { useSession } from '../../api/session.js';
import { Forbidden } from '../../figures/states.js';
import { KeysPanel } from './keys-panel.js';
import { ProjectionsPanel } from './projections-panel.js';
import { QualityPanel } from './quality-panel.js';
import { QuarantinePanel } from './quarantine-panel.js';
import './system.css';

/** How the system stands: read models, what was refused, contradictions, keys. */
export function System() {
  const mayAll = useSession().data?.scopes.includes('admin') === true;
  return (
    <>
      <ProjectionsPanel mayRebuild={mayAll} />
      {mayAll ? <QuarantinePanel /> : <Forbidden scope="admin" />}
      <QualityPanel />
      {mayAll && <KeysPanel />}
    </>
  );
}
