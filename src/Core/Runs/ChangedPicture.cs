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

/// <param name="NowRight">Whether the other run is the better of the two; where rows are right or wrong, it alone is right.</param>
public sealed record ChangedPicture(string File, string? Sha256, string Actual, string BaselinePredicted, string OtherPredicted, bool NowRight);
