using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A checkpoint is on disk, synced and named.</summary>
/// <param name="Best">Whether it is the best epoch so far.</param>
public sealed record CheckpointEvent(int Epoch, string File, string Sha256, bool Best) : RunEvent;
