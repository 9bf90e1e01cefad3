using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Workers;

/// <param name="Reason">Why it waits, in words.</param>
public sealed record QueuedRun(RunId Run, int Number, string Name, string Reason, DateTimeOffset Since);
