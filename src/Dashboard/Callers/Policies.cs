using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Policies of endpoints: the permission that must hold in some project before the endpoint is asked at all. What it touches is asked of the request
/// it sends.</summary>
public static class Policies
{
    public const string View = nameof(Permission.View);
    public const string Contribute = nameof(Permission.Contribute);
}
