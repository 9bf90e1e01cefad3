namespace MlOpsDashboard.Core.Refusals;

/// <summary>What a caller may not do or see.</summary>
internal sealed class CallerSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("caller.object.missing", "Expected a {kind} of this registry; received {received}, which is not there."),
        ("caller.forbidden", "Expected the permission {permission} for this; {user} does not have it here. Ask an administrator."),
        ("caller.name.taken", "There is another {kind} named {name}."),
    ];
}
