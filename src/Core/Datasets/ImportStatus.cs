using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Datasets;

public enum ImportStatus { Queued, Running, Completed, Refused, Cancelled, Failed }
