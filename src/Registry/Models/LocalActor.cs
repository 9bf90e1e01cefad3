using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Models;

/// <summary>Whoever sits at the page: there is no sign-in yet.</summary>
internal sealed class LocalActor : ICurrentActor
{
    public string Name => "local user";
}
