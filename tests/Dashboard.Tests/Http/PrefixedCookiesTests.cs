using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Dashboard.SignIn;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

public sealed class PrefixedCookiesTests
{
    [Fact]
    public async Task Cookie_ByHttps_IsOfThisHostAlone()
    {
        await using var host = await AccountHost.StartAsync();
        var all = host.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>();
        foreach (var scheme in new[] { IdentityConstants.ApplicationScheme, IdentityConstants.TwoFactorUserIdScheme, IdentityConstants.ExternalScheme })
        {
            var options = all.Get(scheme);
            Assert.IsType<PrefixedCookies>(options.CookieManager);
            var context = new DefaultHttpContext { Request = { Scheme = "https", Host = new("lab.example") } };
            options.CookieManager.AppendResponseCookie(context, options.Cookie.Name!, "x", options.Cookie.Build(context));
            var cookie = context.Response.Headers.SetCookie.ToString();
            Assert.StartsWith($"__Host-{options.Cookie.Name}=x", cookie, StringComparison.Ordinal);
            foreach (var flag in new[] { "secure", "httponly", "path=/", "samesite=lax" })
                Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }
}
