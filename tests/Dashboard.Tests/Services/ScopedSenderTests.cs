using MediatR;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Dashboard.Services;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Services;

/// <summary>Whoever opens a scope for a request hands its caller on.</summary>
public sealed class ScopedSenderTests
{
    [Fact]
    public async Task Send_InAScopeOfItsOwn_IsByTheSameCaller()
    {
        var anna = new Caller("anna", "ben", []);
        var asked = new List<CurrentCaller>();
        await using var services = new ServiceCollection()
            .AddScoped<CurrentCaller>()
            .AddScoped<IMediator, Mediator>()
            .AddScoped<ServiceFactory>(p => p.GetService!)
            .AddTransient<IRequestHandler<ListUploadsInUse, IReadOnlyList<string>>>(p => new Handler(p.GetRequiredService<CurrentCaller>(), asked))
            .BuildServiceProvider(validateScopes: true);
        await using var page = services.CreateAsyncScope();
        var current = page.ServiceProvider.GetRequiredService<CurrentCaller>();
        var sender = new ScopedSender(services.GetRequiredService<IServiceScopeFactory>(), current);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sender.Send(new ListUploadsInUse(), TestContext.Current.CancellationToken));
        current.Set(anna);
        Assert.Equal(["anna"], await sender.Send(new ListUploadsInUse(), TestContext.Current.CancellationToken));
        Assert.NotSame(current, Assert.Single(asked));
        Assert.Equal(anna, asked[0].Value);
    }

    private sealed class Handler(CurrentCaller caller, List<CurrentCaller> asked) : IRequestHandler<ListUploadsInUse, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(ListUploadsInUse request, CancellationToken cancellationToken)
        {
            asked.Add(caller);
            return Task.FromResult<IReadOnlyList<string>>([caller.Value.User]);
        }
    }
}
