using Microsoft.EntityFrameworkCore.ChangeTracking;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Registry.Persistence.Converters;

/// <summary>By value; they never change, so that nothing is copied.</summary>
internal sealed class MetricValuesComparer() : ValueComparer<MetricValues>((a, b) => a == null ? b == null : a.Equals(b), m => m.GetHashCode(), m => m);
