using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Accounts as ASP.NET Core Identity keeps them, in the registry's database.</summary>
internal static class PeopleServices
{
    private const int MostFailures = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    public static void AddPeople(this IServiceCollection services)
    {
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<RegistryContext>>().CreateDbContext());
        services
            .AddIdentityCore<Person>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                (options.Lockout.MaxFailedAccessAttempts, options.Lockout.DefaultLockoutTimeSpan) = (MostFailures, LockedFor);
                options.User.AllowedUserNameCharacters = "";
            })
            .AddUserStore<PersonStore>();
        // One place says what a password must be.
        services.RemoveAll<IPasswordValidator<Person>>();
        services.AddScoped<IPasswordValidator<Person>, PasswordRulesValidator>();
        services.TryAddSingleton<ISecretProtection, NoSecretProtection>();
        services.AddScoped<IAccounts, Accounts>();
        services.AddSingleton<IAccessTokens, AccessTokens>();
    }
}
