using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop.Infrastructure;

namespace MlOpsDashboard.Dashboard.Tests.Fakes;

/// <summary>A browser that opens what a page asks it to open, at once.</summary>
public sealed class FollowingBrowser(Func<NavigationManager> navigation)
    : JSRuntimeInvocationHandlerBase<IJSVoidResult>(invocation => invocation.Identifier == "mlops.go", isCatchAllHandler: false)
{
    public override bool IsVoidResultHandler => true;

    protected override Task<IJSVoidResult> HandleAsync(JSRuntimeInvocation invocation)
    {
        navigation().NavigateTo((string)invocation.Arguments[1]!, replace: (bool)invocation.Arguments[2]!);
        return Task.FromResult<IJSVoidResult>(null!);
    }
}
