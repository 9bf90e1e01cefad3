using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Tests.Fakes;

/// <summary>The local owner looks at the page under test.</summary>
public static class TestCaller
{
    public static IServiceCollection AddCallerOfTests(this IServiceCollection services) =>
        services.AddScoped(_ => Of(Caller.LocalOwner)).AddSingleton(new MediaKeys(new byte[32])).AddScoped<MediaAddress>().AddScoped<ChosenProject>();

    public static CurrentCaller Of(Caller caller)
    {
        var current = new CurrentCaller();
        current.Set(caller);
        return current;
    }
}
