use super::*;
#[test]
fn debug() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/cn/procedures/coercion/2012-01-01.toml");
    let text = std::fs::read_to_string(folder).unwrap();
    let layer = crate::Layer { name: "cn".into(), files: vec![crate::SourceFile { path: "procedures/coercion/2012-01-01.toml".into(), text }] };
    let (pack, _) = crate::load(&[layer]);
    let p = pack.latest("coercion").unwrap().clone();
    let machine = Machine::new(&p, Strength::Local);
    let step = p.actions.iter().position(|a| a.id.as_str() == "apply-court").unwrap();
    for g in &machine.steps[step].gates { println!("{g}"); }
    println!("{:?}", machine.steps[step].from);
    let goal = Goal::Act(step, vec![]);
    let mut tracked = std::collections::BTreeSet::new();
    loop {
        let model = model::Model::new(&machine, &tracked, &goal, 0..machine.steps.len()).unwrap();
        for s in &model.space.slots { println!("slot {:?} {:?}", s.fact, s.values); } let found = search::search(&model, &goal).unwrap();
        let Some(path) = found.path else { println!("none"); break };
        println!("{:?}", path.iter().map(|m| p.actions[m.step].id.as_str()).collect::<Vec<_>>());
        match refine::walk(&machine, &goal, &path).unwrap() {
            refine::Walked::There(r) => { println!("{}", r.tell(&p)); break }
            refine::Walked::Stopped(by) => { for k in &by { println!("  {k:?} {}", machine.clause(*k).unwrap()); }
              let n = tracked.len(); tracked.extend(by); if tracked.len() == n { println!("same"); break } }
        }
    }
}
