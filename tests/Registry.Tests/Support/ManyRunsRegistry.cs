using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>A registry of many runs, filled once for the tests that only read it, which hears every command.</summary>
public sealed class ManyRunsRegistry : IAsyncLifetime
{
    public const int Runs = 400;
    private readonly string folder = Directory.CreateTempSubdirectory("many-runs-").FullName;
    private readonly SentCommands commands = new();
    private ServiceProvider services = null!;

    public async ValueTask InitializeAsync()
    {
        services = new ServiceCollection()
            .AddRegistry(new ConfigurationManager { ["Storage:Root"] = folder })
            .ConfigureDbContext<RegistryContext>(options => options.AddInterceptors(commands))
            .BuildServiceProvider();
        await ManyRuns.FillAsync(services, Runs, epochs: 10, logged: 20, TestContext.Current.CancellationToken);
    }

    /// <summary>What a request makes EF send.</summary>
    public async Task<IReadOnlyList<SentCommand>> CommandsOfAsync<T>(IRequest<T> request)
    {
        commands.Clear();
        await SendAsync(request);
        return commands.Sent;
    }

    public async Task<T> SendAsync<T>(IRequest<T> request)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(Caller.LocalOwner);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Connections.Close(Path.Combine(folder, "mlops.db"));
        Directory.Delete(folder, recursive: true);
    }
}
