using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <summary>At most about four a second.</summary>
public sealed record ProgressEvent(int Epoch, int Step, int Steps, double? Loss, double ImagesPerSecond, double? SecondsLeft) : RunEvent;
