using Microsoft.AspNetCore.Identity;

namespace MlOpsDashboard.Registry.People;

/// <summary><see cref="PasswordRules"/>, as ASP.NET Core Identity asks for them.</summary>
internal sealed class PasswordRulesValidator : IPasswordValidator<Person>
{
    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password) =>
        Task.FromResult(
            PasswordRules.Fault(password ?? "") is { } fault
                ? IdentityResult.Failed(new IdentityError { Code = fault.Code, Description = fault.Sentence })
                : IdentityResult.Success
        );
}
