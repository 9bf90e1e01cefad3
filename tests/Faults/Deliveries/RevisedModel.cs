using MlOpsDashboard.Core;

namespace MlOpsDashboard.Faults.Deliveries;

/// <summary>A model as somebody saw it.</summary>
internal sealed record RevisedModel(ModelId Model, long Revision);
