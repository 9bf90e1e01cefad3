using Microsoft.AspNetCore.Components.Server.Circuits;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>The first letters of the circuit's id: the log names the circuit whose page failed, and the page shows what to quote.</summary>
public sealed class CircuitName : CircuitHandler
{
    /// <summary>Empty where the page has no circuit.</summary>
    public string Value { get; private set; } = "";

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Value = circuit.Id[..8];
        return Task.CompletedTask;
    }
}
