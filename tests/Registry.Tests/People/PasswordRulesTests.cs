using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Registry.Tests.People;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("only a few words", null)]
    [InlineData("密码可以是任何文字只要够长", null)]
    [InlineData("🦊🦊 fox 🦊🦊", null)]
    [InlineData("12345 67890 1", null)]
    [InlineData("short words", "people.password.short")]
    public void Fault_IsOfTheLengthAlone_WhateverTheCharacters(string password, string? code)
    {
        Assert.Equal(code, PasswordRules.Fault(password)?.Code);
        var (least, most) = ("ab cd"[..4] + new string('x', 8), "ab cd" + new string('x', 123));
        Assert.Equal((12, 128), (least.Length, most.Length));
        Assert.Null(PasswordRules.Fault(least));
        Assert.Null(PasswordRules.Fault(most));
        Assert.Equal("people.password.long", PasswordRules.Fault(most + "x")!.Code);
    }

    [Theory]
    [InlineData("1qaz2wsx3edc4rfv")]
    [InlineData("FinalFantasy")]
    [InlineData("qwertyuiop[]")]
    [InlineData("MLOpsDashboard")]
    [InlineData("abababababab")]
    public void Fault_IsThatItIsCommon_WhateverItsCase(string password) => Assert.Equal("people.password.common", PasswordRules.Fault(password)!.Code);
}
