namespace MlOpsDashboard.Core.Runs;

/// <param name="Code"><c>overfitting</c>, <c>not-learning</c>, <c>batchnorm-jump</c>, <c>checkpoint-damaged</c>, ...</param>
/// <param name="Remedies">One-click follow-ups, each a spec ready to start.</param>
public sealed record RunWarning(string Code, string Sentence, int? Epoch, IReadOnlyList<Remedy> Remedies);
