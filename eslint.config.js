import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.cache/', '.data/', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A lost rejection ends in a silent half-done act.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    // Business time has one source.
    files: ['domain/**/*.ts'],
    ignores: ['domain/clock.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Use now() of domain/clock.ts.',
        },
        { selector: "NewExpression[callee.name='Date']", message: 'Use domain/clock.ts.' },
      ],
    },
  },
  {
    // One seam to the engine.
    files: ['**/*.ts'],
    ignores: ['engine/**', 'test/**', 'bench/**'],
    rules: { 'no-restricted-imports': ['error', { paths: ['@camunda8/sdk', 'zeebe-node'] }] },
  },
);
