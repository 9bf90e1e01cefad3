using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Prints the set-up link while there is no account.</summary>
internal sealed class SetUpLink(IServiceScopeFactory scopes, IServer server, SetUpCode code) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<IAccounts>().IsEmptyAsync(cancellationToken))
            return;
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
#pragma warning disable RS0030 // The person who starts it reads the terminal; a log may be kept, and read by others.
        Console.Out.WriteLine(new Refusal("people.setup.link", ("link", $"{Reachable(address)}/set-up?code={code.Value}")).Sentence);
#pragma warning restore RS0030
    }

    // An address that means every one of this machine.
    private static string Reachable(string address) =>
        address
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
