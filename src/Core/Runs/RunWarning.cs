using System.Text.Json.Nodes;
using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Code"><c>overfitting</c>, <c>not-learning</c>, <c>batchnorm-jump</c>, <c>checkpoint-damaged</c>, ...</param>
/// <param name="Remedies">One-click follow-ups, each a spec ready to start.</param>
public sealed record RunWarning(string Code, string Sentence, int? Epoch, IReadOnlyList<Remedy> Remedies);
