// Judges what is on trial (docs/decisions/0014, 0021): a release newer than the last that proved good in this browser, before
// the page's module, for that may be what fails; and a published game's edition, as soon as the page begins it. A launch fails
// where nothing comes of it for ten seconds, where the page says so, or where its tab dies; after two failed launches, or ten
// seconds of one, it goes back. Pages of a release give way to those of the last good one, which the worker still has.
{
  const recall = (key) => { try { return Number(localStorage[`layerw-${key}`] ?? 0); } catch { return 0; } };
  const note = (key, value) => { try { localStorage[`layerw-${key}`] = value; } catch {} };
  const release = Number(document.documentElement.dataset.release), url = new URL(location), asked = url.searchParams.get('release');
  const good = recall('good') || release, refused = recall('refused');
  const trial = self.layerwTrial = { lastGood: good, refused, isOn: false, failed: refused > release ? refused : 0, cameBack: asked > 0 };
  trial.watch = (what, goBack, prove) => {
    // A launch of another page that is still there has not failed.
    const launches = recall(`launches-${what}`), began = performance.now(), isAlone = Date.now() - recall(`alive-${what}`) > 3000;
    if (launches > 1 && isAlone) return goBack();
    let idle = 0, works = false, ticked = Date.now(), count = (failed) => { if (isAlone) note(`launches-${what}`, launches + failed); };
    // A busy thread ticks late; so does a device that slept, and a sign of life comes next.
    const tick = (now = Date.now()) => { idle += document.hidden ? 0 : Math.min(now - ticked, 9000); note(`alive-${what}`, ticked = now); if (idle > 10000) trial.fail(); };
    // A player who leaves a page that shows something, or at once, says nothing against it.
    const turn = () => count(document.hidden && (works || idle < 3000) ? 0 : 1), timer = setInterval(() => tick(), 1000);
    const end = (failed) => { trial.isOn = false; clearInterval(timer); document.removeEventListener('visibilitychange', turn); note(`alive-${what}`, 0); count(failed); };
    Object.assign(trial, { isOn: true, alive() { idle = 0; }, works() { works = true; }, rest() { end(0); }, good() { end(0); prove?.(); } });
    trial.fail = () => { if (trial.isOn) { end(1); launches > 0 || performance.now() - began > 9000 ? goBack() : location.reload(); } };
    document.addEventListener('visibilitychange', turn), count(1), tick(), recall(`alive-${what}`) || end(0);
  };
  const goBack = () => { note('refused', release); url.searchParams.set('release', good); location.replace(url); };
  if (release === good) note('good', good);
  if (asked) { url.searchParams.delete('release'); history.replaceState(history.state, '', url); } // The address that the player knows.
  else if (release > good) release === refused ? goBack() : trial.watch(release, goBack, () => note('good', trial.lastGood = release));
}
